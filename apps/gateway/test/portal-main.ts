// The fake portal as a program of its own, so that it can run on another host of the lab.
import { FakePortal } from "./fake-portal.ts";

const [token, ip, port] = process.argv.slice(2);
await FakePortal.listen(token, ip, Number(port));
console.log("portal listening");
