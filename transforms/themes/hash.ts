/** A 64-bit hash (two 32-bit lanes of murmur-like mixing) that grows by numbers and strings; for order and identity, not for secrets. */
export class Hash {
  #low = 0x9e3779b9 | 0;
  #high = 0x85ebca6b | 0;

  number(value: number): this {
    this.#low = Math.imul(this.#low ^ value, 0xcc9e2d51);
    this.#low ^= this.#low >>> 15;
    this.#high = Math.imul(this.#high ^ value ^ (this.#low >>> 7), 0x1b873593);
    this.#high ^= this.#high >>> 13;
    return this;
  }

  string(value: string): this {
    for (let i = 0; i < value.length; i++) this.number(value.charCodeAt(i));
    return this.number(value.length + 0x10000);
  }

  bytes(value: Uint8Array): this {
    for (const byte of value) this.number(byte);
    return this.number(value.length + 0x10000);
  }

  /** The hash as a whole number below 2^53. */
  value(): number {
    return (this.#high >>> 11) * 4294967296 + (this.#low >>> 0);
  }

  /** The hash as 16 hexadecimal digits. */
  hex(): string {
    return (this.#high >>> 0).toString(16).padStart(8, "0") + (this.#low >>> 0).toString(16).padStart(8, "0");
  }
}
