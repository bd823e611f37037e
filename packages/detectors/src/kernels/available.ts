/** Whether the wasm kernels run here. */
import { sharedKernel } from './load.js';
import wasm from './radial.wasm.js';

const kernel = sharedKernel(wasm);

/**
 * False where WebAssembly or its SIMD part is missing, or a content security policy without 'wasm-unsafe-eval'
 * forbids it: then plain TypeScript computes the same, several times slower.
 */
export function kernelsAvailable(): boolean {
  return kernel() !== undefined;
}
