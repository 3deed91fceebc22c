/**
 * The pause program: holds a pod's namespaces open. A static ELF written byte by byte, as no compiler is needed then.
 * It lets the kernel reap adopted children (SIGCHLD ignored with SA_NOCLDWAIT), ends on SIGTERM and SIGINT, and sleeps.
 */

export type Architecture = 'amd64' | 'arm64';

const SIGINT = 2;
const SIGTERM = 15;
const SIGCHLD = 17;
const SIG_IGN = 1;
const SA_NOCLDWAIT = 0x2;
const SA_RESTORER = 0x0400_0000;

const baseAddress = 0x40_0000;
/** ELF header and one program header. */
const headerSize = 64 + 56;
/** The kernel's struct sigaction: handler, flags, restorer, mask; 8 bytes each on both architectures. */
const sigactionSize = 32;

interface Addresses {
  /** `struct sigaction` that ignores. */
  readonly ignore: number;
  /** `struct sigaction` that exits. */
  readonly exit: number;
}

interface Machine {
  /** e_machine. */
  readonly id: number;
  readonly setSignal: (signal: number, action: number) => readonly number[];
  /** Sleeps until a signal, for ever. */
  readonly sleep: readonly number[];
  /** exit_group(0): also the signal handler. */
  readonly exit: readonly number[];
}

const le32 = (value: number): readonly number[] => [
  value & 0xff,
  (value >>> 8) & 0xff,
  (value >>> 16) & 0xff,
  value >>> 24,
];

const amd64: Machine = {
  id: 62,
  // biome-ignore format: one instruction a line
  setSignal: (signal, action) => [
    0xbf, ...le32(signal),        // mov edi, signal
    0xbe, ...le32(action),        // mov esi, action
    0x31, 0xd2,                   // xor edx, edx         (no old action)
    0x41, 0xba, ...le32(8),       // mov r10d, 8          (size of a signal set)
    0xb8, ...le32(13),            // mov eax, rt_sigaction
    0x0f, 0x05,                   // syscall
  ],
  // biome-ignore format: one instruction a line
  sleep: [
    0xb8, ...le32(34),            // mov eax, pause
    0x0f, 0x05,                   // syscall
    0xeb, 0xf7,                   // jmp -9
  ],
  // biome-ignore format: one instruction a line
  exit: [
    0x31, 0xff,                   // xor edi, edi
    0xb8, ...le32(231),           // mov eax, exit_group
    0x0f, 0x05,                   // syscall
  ],
};

/** movz xRegister, #value (16 bits). */
const movz = (register: number, value: number): readonly number[] =>
  le32((0xd280_0000 | ((value & 0xffff) << 5) | register) >>> 0);
/** movk xRegister, #value, lsl #16. */
const movkHigh = (register: number, value: number): readonly number[] =>
  le32((0xf2a0_0000 | ((value & 0xffff) << 5) | register) >>> 0);
const svc = le32(0xd400_0001);

const arm64: Machine = {
  id: 183,
  setSignal: (signal, action) => [
    ...movz(0, signal),
    ...movz(1, action),
    ...movkHigh(1, action >>> 16),
    ...movz(2, 0),
    ...movz(3, 8),
    ...movz(8, 134), // rt_sigaction
    ...svc,
  ],
  sleep: [
    ...[0, 1, 2, 3, 4].flatMap((register) => movz(register, 0)),
    ...movz(8, 73), // ppoll(no descriptors, no timeout): this architecture has no pause
    ...svc,
    ...le32((0x1400_0000 | (-7 & 0x03ff_ffff)) >>> 0), // b -7 instructions
  ],
  exit: [...movz(0, 0), ...movz(8, 94), ...svc],
};

const machines: Readonly<Record<Architecture, Machine>> = { amd64, arm64 };

function program(machine: Machine, at: Addresses): readonly number[] {
  return [
    ...machine.setSignal(SIGCHLD, at.ignore),
    ...machine.setSignal(SIGTERM, at.exit),
    ...machine.setSignal(SIGINT, at.exit),
    ...machine.sleep,
    ...machine.exit,
  ];
}

/** The whole executable file. */
export function pauseProgram(architecture: Architecture): Uint8Array {
  const machine = machines[architecture];
  // Instructions have the same length whatever the addresses, so one pass with zeros tells where things are.
  const codeSize = program(machine, { ignore: 0, exit: 0 }).length;
  const handler = baseAddress + headerSize + codeSize - machine.exit.length;
  const ignore = baseAddress + headerSize + codeSize;
  const size = headerSize + codeSize + 2 * sigactionSize;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  writeElfHeaders(view, machine.id, size);
  bytes.set(program(machine, { ignore, exit: ignore + sigactionSize }), headerSize);
  writeSigaction(view, headerSize + codeSize, SIG_IGN, SA_NOCLDWAIT, 0);
  // The handler exits, so it serves as its own restorer, which x86 insists on.
  writeSigaction(view, headerSize + codeSize + sigactionSize, handler, SA_RESTORER, handler);
  return bytes;
}

function writeSigaction(view: DataView, offset: number, handler: number, flags: number, restorer: number): void {
  view.setBigUint64(offset, BigInt(handler), true);
  view.setBigUint64(offset + 8, BigInt(flags), true);
  view.setBigUint64(offset + 16, BigInt(restorer), true);
}

function writeElfHeaders(view: DataView, machine: number, size: number): void {
  const fields: readonly (readonly [offset: number, width: 1 | 2 | 4 | 8, value: number])[] = [
    [0, 4, 0x464c_457f], // magic
    [4, 1, 2], // 64 bits
    [5, 1, 1], // little endian
    [6, 1, 1], // version
    [16, 2, 2], // executable
    [18, 2, machine],
    [20, 4, 1],
    [24, 8, baseAddress + headerSize], // entry
    [32, 8, 64], // program headers
    [52, 2, 64], // size of this header
    [54, 2, 56], // size of a program header
    [56, 2, 1], // one of them:
    [64, 4, 1], // load
    [68, 4, 5], // readable and executable
    [80, 8, baseAddress],
    [88, 8, baseAddress],
    [96, 8, size], // in the file
    [104, 8, size], // in memory
    [112, 8, 0x1_0000], // alignment: the largest page size
  ];
  for (const [offset, width, value] of fields) {
    if (width === 8) view.setBigUint64(offset, BigInt(value), true);
    else if (width === 4) view.setUint32(offset, value, true);
    else if (width === 2) view.setUint16(offset, value, true);
    else view.setUint8(offset, value);
  }
}
