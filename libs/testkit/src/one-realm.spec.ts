const OneRealm = require('../jest/environment') as new (config: object) => { teardown(): Promise<void> };
const kept = globalThis as Record<PropertyKey, unknown>;

it('what a test file leaves in the global goes with it, and what was there stays', async () => {
  const [mine, others] = [Symbol('mine'), Symbol('others')];
  const { exit, env } = process;
  kept[others] = 'before';
  env.OF_BEFORE = 'before';
  const environment = new OneRealm({ projectConfig: { fakeTimers: {}, rootDir: __dirname } });
  kept[mine] = 'during';
  kept.classValidatorMetadataStorage = 'during';
  env.OF_BEFORE = 'during';
  env.OF_DURING = 'during';
  process.exit = () => exit(1);
  await environment.teardown();
  for (const left of [kept[mine], kept.classValidatorMetadataStorage, env.OF_DURING])
    expect(left).toBeUndefined();
  expect([kept[others], env.OF_BEFORE, process.exit]).toEqual(['before', 'before', exit]);
  delete kept[others];
  delete env.OF_BEFORE;
});

it("packages are the worker's, our own modules a test file's", () => {
  const [ours, rxjs] = [require('./fake-clock') as unknown, require('rxjs') as unknown];
  jest.isolateModules(() => {
    expect(require('rxjs')).toBe(rxjs);
    expect(require('./fake-clock')).not.toBe(ours);
  });
});
