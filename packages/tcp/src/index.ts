export { type CloseReason, type ConnectionEvent, TcpConnection, type TcpState } from "./connection.ts";
export { type TcpEvent, TcpStack, type TcpStackOptions } from "./stack.ts";
