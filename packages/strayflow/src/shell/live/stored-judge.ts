/** Opens the judge where the stored state says, if that state fits this program. */
import type { Config } from '../../config.js';
import { type JudgeOptions, type KnownNetwork, LiveJudge } from '../../live/judge.js';
import { stateShape } from '../../live/state-shape.js';
import { StrayflowError } from '../../model/errors.js';
import { restore } from '../../model/snapshot.js';
import type { LiveState } from '../../store/live-state.js';
import type { SavedBaseline } from '../baseline-file.js';
import type { SavedModels } from '../model-file.js';

/** Of a route that has seen nothing: what its stages remember, as text. */
export function shapeOf(config: Config): string {
  const judge = new LiveJudge({
    config: { ...config, internal: ['10.0.0.0/8'] },
    models: null,
    modelsChanged: false,
  });
  const { order, route } = judge.snapshot();
  return `${stateShape(restore(order))} ${stateShape(restore(route!))}`;
}

/** `warn` is told when models or network are not those of the state. Throws StrayflowError 'state-unreadable'. */
export function openJudge(
  state: LiveState,
  config: Config,
  models: SavedModels | SavedBaseline | null,
  warn: (text: string) => void,
  knowing: Pick<JudgeOptions, 'locate' | 'lastingInput' | 'isPrompt'>,
): LiveJudge {
  const { settings, snapshots } = state;
  const order = snapshots.get('order');
  if (order === undefined) return new LiveJudge({ config, models, modelsChanged: false, ...knowing });
  if (settings.get('shape') !== shapeOf(config)) {
    throw new StrayflowError(
      'state-unreadable',
      'the state was written by a Strayflow whose stages remember other things',
    );
  }
  const modelsChanged = settings.get('model') !== (models?.sha256 ?? '');
  if (modelsChanged) {
    warn('The model is another one than before: what the models remembered is forgotten.');
  }
  const text = settings.get('network');
  const network = text === undefined ? null : (JSON.parse(text) as KnownNetwork);
  if (network !== null && isOther(network, config)) {
    warn(`The internal network stays what the state says: ${network.statement}`);
  }
  const before = {
    order,
    network,
    route: snapshots.get('route') ?? null,
    drift: snapshots.get('drift') ?? null,
    names: snapshots.get('names') ?? null,
  };
  return new LiveJudge({ config, models, modelsChanged, ...knowing }, before);
}

function isOther(network: KnownNetwork, config: Config): boolean {
  if (config.internal.length === 0) return !network.inferred;
  const given = new LiveJudge({ config, models: null, modelsChanged: false }).network;
  return given?.prefixes.join() !== network.prefixes.join();
}
