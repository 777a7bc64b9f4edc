import { describeChanges } from "./change-scenarios.ts";
import { runPortal } from "./running-portal.ts";

describeChanges((now) => runPortal({}, now));
