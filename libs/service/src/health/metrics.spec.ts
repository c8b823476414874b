import { Metrics, type Reading } from './metrics';

const definition = { name: 'toys', help: 'toys there are', labelNames: ['colour'] };

it('a gauge tells what is read when it is scraped, and nothing of what is gone', async () => {
  const metrics = new Metrics();
  let readings: readonly Reading[] | undefined = [
    [2, { colour: 'red' }],
    [3, { colour: 'blue' }],
  ];
  metrics.gauge(definition, () => readings);
  expect(await metrics.registry.metrics()).toContain('toys{colour="red"} 2\ntoys{colour="blue"} 3\n');
  readings = [[4, { colour: 'blue' }]];
  expect(await metrics.registry.metrics()).toContain('\ntoys{colour="blue"} 4\n');
  expect(await metrics.registry.metrics()).not.toContain('red');
});

it('a gauge that is not known is absent, not 0', async () => {
  const metrics = new Metrics();
  let readings: number | undefined;
  metrics.gauge({ name: 'toys', help: 'toys there are' }, () => readings);
  expect(await metrics.registry.metrics()).not.toMatch(/^toys/m);
  readings = 0;
  expect(await metrics.registry.metrics()).toMatch(/^toys 0$/m);
});
