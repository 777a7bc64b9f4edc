// Exit codes after sysexits(3), so that a service manager can tell what a restart might heal from what it cannot.

/** The portal could not be reached for too long. */
export const EXIT_UNAVAILABLE = 69;
/** The machine lacks something: permission, a device, a program. */
export const EXIT_MACHINE = 71;
/** The portal refuses the token: it has to be replaced. */
export const EXIT_REFUSED = 77;
/** A setting is missing or cannot be used. */
export const EXIT_CONFIGURATION = 78;
