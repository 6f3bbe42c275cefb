/** command_status of SMPP 3.4 §5.1.3, as far as something here depends on it. */
export const STATUS = {
  ok: 0x00,
  messageLengthInvalid: 0x01,
  commandLengthInvalid: 0x02,
  commandUnknown: 0x03,
  bindStateWrong: 0x04,
  alreadyBound: 0x05,
  systemError: 0x08,
  sourceInvalid: 0x0a,
  destinationInvalid: 0x0b,
  bindFailed: 0x0d,
  passwordInvalid: 0x0e,
  systemIdInvalid: 0x0f,
  queueFull: 0x14,
  serviceTypeInvalid: 0x15,
  esmClassInvalid: 0x43,
  submitFailed: 0x45,
  throttled: 0x58,
  temporary: 0x64,
  permanent: 0x65,
  fieldsInvalid: 0xc0,
} as const

/** 0x0000000b, as the SMSC's people know it. */
export function writeStatus(status: number): string {
  return `0x${status.toString(16).padStart(8, '0')}`
}
