/** A program that exchanges two directory entries in a loop, as fast as the kernel allows. */

const base = 0x40_0000;
const headers = 64 + 56;
const names = { first: 'x', second: 'evil' };
const atWorkingDirectory = -100;
const renameExchange = 2;

function amd64(first: number, second: number): Buffer {
  const code = Buffer.from('b800000000bf00000000be00000000ba0000000041ba0000000041b8000000000f05ebdc', 'hex');
  code.writeInt32LE(316, 1); // renameat2
  code.writeInt32LE(atWorkingDirectory, 6);
  code.writeInt32LE(first, 11);
  code.writeInt32LE(atWorkingDirectory, 16);
  code.writeInt32LE(second, 22);
  code.writeInt32LE(renameExchange, 28);
  return code;
}

function arm64(first: number, second: number): Buffer {
  const movz = (register: number, value: number): number => 0xd280_0000 | (value << 5) | register;
  const movn = (register: number, value: number): number => 0x9280_0000 | (value << 5) | register;
  const movkHigh = (register: number, value: number): number => 0xf2a0_0000 | (value << 5) | register;
  const address = (register: number, value: number): readonly number[] => [
    movz(register, value & 0xffff),
    movkHigh(register, value >>> 16),
  ];
  const loop = [
    movz(8, 276), // renameat2
    movn(0, -atWorkingDirectory - 1),
    ...address(1, first),
    movn(2, -atWorkingDirectory - 1),
    ...address(3, second),
    movz(4, renameExchange),
    0xd400_0001, // svc #0
  ];
  const words = [...loop, 0x1400_0000 | (-loop.length & 0x3ff_ffff)];
  const code = Buffer.alloc(words.length * 4);
  for (const [index, word] of words.entries()) code.writeUInt32LE(word >>> 0, index * 4);
  return code;
}

/** An ELF program for this machine that exchanges `x` and `evil` in its working directory in an endless loop. */
function exchangeProgram(): Buffer {
  const machine = process.arch === 'arm64' ? { code: arm64, number: 183 } : { code: amd64, number: 62 };
  const length = machine.code(0, 0).length;
  const first = base + headers + length;
  const code = machine.code(first, first + names.first.length + 1);
  const text = Buffer.from(`${names.first}\0${names.second}\0`);
  const size = headers + code.length + text.length;
  const head = Buffer.alloc(headers);
  head.write('\x7fELF\x02\x01\x01', 'latin1');
  head.writeUInt16LE(2, 16); // an executable
  head.writeUInt16LE(machine.number, 18);
  head.writeUInt32LE(1, 20);
  head.writeBigUInt64LE(BigInt(base + headers), 24); // entry
  head.writeBigUInt64LE(64n, 32); // program headers
  head.writeUInt16LE(64, 52);
  head.writeUInt16LE(56, 54);
  head.writeUInt16LE(1, 56);
  head.writeUInt32LE(1, 64); // to be loaded,
  head.writeUInt32LE(5, 68); // to be read and executed
  head.writeBigUInt64LE(BigInt(base), 80);
  head.writeBigUInt64LE(BigInt(base), 88);
  head.writeBigUInt64LE(BigInt(size), 96);
  head.writeBigUInt64LE(BigInt(size), 104);
  head.writeBigUInt64LE(0x1000n, 112);
  return Buffer.concat([head, code, text]);
}

/** A shell script that creates the program at `path` and executes it. */
export function exchangeScript(path: string): string {
  const octal = Array.from(exchangeProgram(), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return `printf '${octal}' > ${path}; chmod 755 ${path}; exec ${path}`;
}
