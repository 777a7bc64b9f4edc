import { readFileSync } from "node:fs";
import { join } from "node:path";

const DMI = "/sys/class/dmi/id";
/** What firmware says where nobody has filled it in. */
const PLACEHOLDER =
  /^(|0+|none|default string|not (specified|applicable)|system serial number|to be filled by o\.e\.m\.)$/i;

/** By which a portal may recognise the hardware; both are readable by root only and missing in most virtual machines. */
export interface HardwareIds {
  readonly deviceSerial: string | undefined;
  readonly deviceUuid: string | undefined;
}

export function hardwareIds(folder = DMI): HardwareIds {
  return { deviceSerial: read(join(folder, "product_serial")), deviceUuid: read(join(folder, "product_uuid")) };
}

function read(path: string): string | undefined {
  try {
    const text = readFileSync(path, "utf8").trim();
    return PLACEHOLDER.test(text) ? undefined : text;
  } catch {
    // No firmware tables, or a container that may not read them.
    return undefined;
  }
}
