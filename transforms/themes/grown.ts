/** Puts a typed array at the beginning of a longer one. */
export function grown<Numbers extends Int32Array | Float32Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
