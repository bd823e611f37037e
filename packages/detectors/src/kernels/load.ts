/** Compiles the wasm kernels where the engine can run them; elsewhere plain TypeScript serves. */

/** The part of WebAssembly's interface that is used, so that no library of types is needed. */
interface Engine {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

declare const WebAssembly: Engine | undefined;

export interface KernelMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE_BYTES = 65_536;

/**
 * A function that gives a new instance of the kernel with a memory of its own; undefined where WebAssembly or
 * its SIMD part is missing, or a content security policy without 'wasm-unsafe-eval' forbids it. Compiled at
 * the first call and kept. Synchronous, so that it never depends on timing who computes: browsers allow that
 * for modules as small as these.
 */
export function kernelSource<Exports>(base64: string): () => Exports | undefined {
  let module: object | undefined;
  let tried = false;
  return () => {
    if (!tried) {
      tried = true;
      module = compile(base64);
    }
    return module && WebAssembly ? (new WebAssembly.Instance(module).exports as Exports) : undefined;
  };
}

/** One instance for all calls: its memory stays as large as the largest of them needed. */
export function sharedKernel<Exports>(base64: string): () => Exports | undefined {
  const create = kernelSource<Exports>(base64);
  let instance: Exports | undefined;
  return () => (instance ??= create());
}

/**
 * Grows the memory to at least so many bytes; views made before are then detached.
 * @returns false when the machine has not so much
 */
export function ensureBytes(memory: KernelMemory, bytes: number): boolean {
  const missing = bytes - memory.buffer.byteLength;
  if (missing <= 0) return true;
  try {
    memory.grow(Math.ceil(missing / PAGE_BYTES));
    return true;
  } catch {
    return false;
  }
}

function compile(base64: string): object | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  try {
    return new WebAssembly.Module(bytesOf(base64));
  } catch {
    // No SIMD, or forbidden: both are answered by computing without the kernel.
    return undefined;
  }
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Own decoder: `atob` is no part of the language. */
function bytesOf(base64: string): Uint8Array {
  const digits = base64.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  for (let i = 0, at = 0; i < digits.length; i++) {
    bits = (bits << 6) | DIGITS.indexOf(digits[i]!);
    if (i % 4 > 0) bytes[at++] = bits >> (6 - 2 * (i % 4));
  }
  return bytes;
}
