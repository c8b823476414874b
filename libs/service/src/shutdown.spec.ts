import { Logger } from '@nestjs/common';

import { Shutdown } from './shutdown';

const order: string[] = [];
const after = (milliseconds: number, what: string) => async () => {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  order.push(what);
};
beforeEach(() => order.splice(0));

it('consumers are drained before workers stop, and workers before the relay', async () => {
  const shutdown = new Shutdown();
  shutdown.on('relay', after(0, 'relay'));
  shutdown.on('workers', after(5, 'timers'));
  shutdown.on('consumers', after(20, 'slow consumer'));
  shutdown.on('consumers', after(10, 'consumer'));
  expect(shutdown.begun).toBe(false);
  const run = shutdown.run();
  expect(shutdown.begun).toBe(true);
  await run;
  expect(order).toEqual(['consumer', 'slow consumer', 'timers', 'relay']);
});

it('what fails is logged and holds nothing up', async () => {
  const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  const shutdown = new Shutdown();
  shutdown.on('consumers', () => {
    throw new Error('no');
  });
  shutdown.on('relay', after(0, 'relay'));
  await shutdown.run();
  expect(order).toEqual(['relay']);
  expect(logged).toHaveBeenCalledWith(expect.objectContaining({ stage: 'consumers' }));
});

it('runs once', async () => {
  const shutdown = new Shutdown();
  shutdown.on('workers', after(0, 'timers'));
  await Promise.all([shutdown.run(), shutdown.run()]);
  expect(order).toEqual(['timers']);
});
