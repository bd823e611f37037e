/** The fault point that the environment names: the process kills itself there, as a power cut would. */
import { StrayflowError } from '../model/errors.js';
import { FAULT_STEPS, type FaultPoint, type FaultStep } from '../shell/acting/fault-point.js';

const VARIABLE = 'STRAYFLOW_FAULT_POINT';

/** `text`: "after-ledger", or "amid-enforcer:20" for 20 ms later. Throws StrayflowError 'usage' for what names no step. */
function faultPointOf(text: string): FaultPoint {
  const [name, delay = '0', ...rest] = text.split(':');
  const step = FAULT_STEPS.find((each): each is FaultStep => each === name);
  if (step === undefined || rest.length > 0 || !/^\d{1,5}$/.test(delay)) {
    throw new StrayflowError('usage', `${VARIABLE} names no step`, {
      hint: `Take it out of the environment, or let it be one of ${FAULT_STEPS.join(', ')}.`,
    });
  }
  const fail = () => process.kill(process.pid, 'SIGKILL');
  return (passed) => {
    if (passed !== step) return;
    if (delay === '0') fail();
    else setTimeout(fail, Number(delay));
  };
}

/** Undefined, and nothing ever fails, where the variable is not set. */
export function faultPointOfEnvironment(): FaultPoint | undefined {
  const text = process.env[VARIABLE];
  return text === undefined || text === '' ? undefined : faultPointOf(text);
}
