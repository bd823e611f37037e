/** Adam: gradient steps scaled by running moments. */
import type { Layer } from './network.js';

export interface Adam {
  /** One step along `gradients`, shaped as the layers; changes the layers. */
  step(gradients: readonly Layer[]): void;
}

const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
/** Keras' default. */
const EPSILON = 1e-7;

/**
 * Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, in the order of operations at the
 * end of its section 2, as Keras has it: the correction of bias goes into the rate, epsilon is added without
 * it.
 */
export function adam(layers: readonly Layer[], learningRate: number): Adam {
  const parameters = arraysOf(layers);
  const first = parameters.map((values) => new Float64Array(values.length));
  const second = parameters.map((values) => new Float64Array(values.length));
  let firstLeft = 1;
  let secondLeft = 1;
  return {
    step(gradients) {
      // Products, because engines differ in the last bits of powers.
      firstLeft *= FIRST_DECAY;
      secondLeft *= SECOND_DECAY;
      const rate = (learningRate * Math.sqrt(1 - secondLeft)) / (1 - firstLeft);
      arraysOf(gradients).forEach((gradient, index) => {
        update(parameters[index]!, gradient, first[index]!, second[index]!, rate);
      });
    },
  };
}

function update(
  values: Float64Array,
  gradient: Float64Array,
  first: Float64Array,
  second: Float64Array,
  rate: number,
): void {
  for (let i = 0; i < values.length; i++) {
    const g = gradient[i]!;
    const m = first[i]! + (g - first[i]!) * (1 - FIRST_DECAY);
    const v = second[i]! + (g * g - second[i]!) * (1 - SECOND_DECAY);
    first[i] = m;
    second[i] = v;
    values[i]! -= (rate * m) / (Math.sqrt(v) + EPSILON);
  }
}

function arraysOf(layers: readonly Layer[]): Float64Array[] {
  return layers.flatMap((layer) => [layer.weights, layer.biases]);
}
