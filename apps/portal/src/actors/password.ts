/** Characters of a new password. NIST SP 800-63B, 5.1.1.2: long ones are welcome, and nothing is asked of what they are. */
export const PASSWORD_LENGTH = { min: 12, max: 256 } as const;
