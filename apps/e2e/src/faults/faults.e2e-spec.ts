import { FaultPlaces } from './places';
import { faultRows } from './rows';

jest.setTimeout(180_000);

const places = new FaultPlaces();
afterAll(() => places.stop());

it.each(faultRows.filter(({ inTests }) => inTests).map((row) => [row.id, row.title, row] as const))(
  '%s %s: it holds in its short form',
  async (_id, _title, row) => {
    const findings = await row.run({ places, short: true, tell: () => undefined });
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.filter(({ met }) => !met)).toEqual([]);
  },
);
