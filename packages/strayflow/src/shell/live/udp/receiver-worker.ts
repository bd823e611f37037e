/** The thread that receives datagrams. */
import { parentPort, workerData } from 'node:worker_threads';
import { Receiver, type ReceiverCommand, type ReceiverPlan } from './receiver.js';

if (parentPort !== null) {
  const port = parentPort;
  const clock = {
    wall: () => Date.now(),
    every(ms: number, call: () => void) {
      const timer = setInterval(call, ms);
      return () => clearInterval(timer);
    },
  };
  const receiver = new Receiver(workerData as ReceiverPlan, clock, (message) => port.postMessage(message));
  port.on('message', (command: ReceiverCommand) => {
    receiver.take(command);
    if (command.kind === 'close') port.close();
  });
  void receiver.open();
}
