/*
 * As much of a WebAssembly assembler as the kernel needs: functions of i32 parameters without results over one exported memory.
 * Numbers are those of the core specification 2.0, binary format.
 */

const types = { i32: 0x7f, v128: 0x7b } as const;
const noResult = 0x40;

export type ValueType = keyof typeof types;

/** A local variable of a function. */
export interface Local {
  index: number;
}

/** Writes the body of one function, instruction by instruction; every method appends and returns the writer. */
export class Code {
  readonly parameters: readonly Local[];
  readonly #locals: ValueType[] = [];
  readonly #bytes: number[] = [];

  constructor(parameters: number) {
    this.parameters = Array.from({ length: parameters }, (_, index) => ({ index }));
  }

  local(type: ValueType): Local {
    this.#locals.push(type);
    return { index: this.parameters.length + this.#locals.length - 1 };
  }

  get({ index }: Local): this {
    return this.#write(0x20, ...unsigned(index));
  }

  set({ index }: Local): this {
    return this.#write(0x21, ...unsigned(index));
  }

  i32(value: number): this {
    return this.#write(0x41, ...signed(value));
  }

  add(): this {
    return this.#write(0x6a);
  }

  multiply(): this {
    return this.#write(0x6c);
  }

  /** i32: variable += constant. */
  advance(variable: Local, by: number): this {
    return this.get(variable).i32(by).add().set(variable);
  }

  loadI32(offset = 0): this {
    return this.#write(0x28, 2, ...unsigned(offset));
  }

  loadVector(offset = 0): this {
    return this.#write(0xfd, 0x00, 2, ...unsigned(offset));
  }

  /** Loads one f32 into all four lanes. */
  loadSplat(offset = 0): this {
    return this.#write(0xfd, 0x09, 2, ...unsigned(offset));
  }

  storeVector(offset = 0): this {
    return this.#write(0xfd, 0x0b, 2, ...unsigned(offset));
  }

  zeroVector(): this {
    return this.#write(0xfd, 0x0c, ...new Uint8Array(16));
  }

  addVectors(): this {
    return this.#write(0xfd, ...unsigned(0xe4));
  }

  multiplyVectors(): this {
    return this.#write(0xfd, ...unsigned(0xe6));
  }

  /** Runs `body` again and again, counting `counter` down by `step` until it is 0; it runs at least once. */
  countDown(counter: Local, step: number, body: () => void): this {
    this.#write(0x03, noResult);
    body();
    return this.advance(counter, -step).get(counter).#write(0x0d, 0, 0x0b);
  }

  /** Runs `body` where the top of the stack is not 0. */
  choose(body: () => void): this {
    this.#write(0x04, noResult);
    body();
    return this.#write(0x0b);
  }

  /** The body as it stands in the code section. */
  encode(): number[] {
    const declared = this.#locals.flatMap((type) => [1, types[type]]);
    const body = [...unsigned(this.#locals.length), ...declared, ...this.#bytes, 0x0b];
    return [...unsigned(body.length), ...body];
  }

  #write(...bytes: number[]): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }
}

/** A module with the named functions and one memory, exported as `memory`. */
export function assemble(functions: Record<string, Code>): Uint8Array<ArrayBuffer> {
  const names = Object.keys(functions);
  const codes = Object.values(functions);
  const signatures = codes.map(({ parameters }) => [0x60, ...list(parameters.map(() => [types.i32])), ...list([])]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(signatures)),
    ...section(3, list(codes.map((_, i) => unsigned(i)))),
    ...section(5, list([[0, 1]])),
    ...section(7, list([[...name("memory"), 2, 0], ...names.map((text, i) => [...name(text), 0, ...unsigned(i)])])),
    ...section(10, list(codes.map((code) => code.encode()))),
  ]);
}

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function list(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function name(text: string): number[] {
  return list([...text].map((letter) => [letter.charCodeAt(0)]));
}

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}
