import { maskDetail, maskId, maskType } from './mask-names';
import { maskPayload } from './mask-payload';
import { maskNumbers, maskText } from './mask-text';

describe('a payload', () => {
  const person = 'p'.repeat(43);
  const standing = (listing: unknown) =>
    maskPayload('blacklist.standing', 'StandingChanged', { person, listing });

  it('shows what its schema vouches for', () => {
    const valid = {
      from: '2026-01-05T01:00:00.000Z',
      until: '2026-07-05T01:00:00.000Z',
      causes: [{ cause: 'third-refusal', serial: 'HEL202601050000001', at: '2026-01-05T01:00:00.000Z' }],
    };
    expect(standing(valid)).toEqual({ person, listing: valid });
    expect(standing(null)).toEqual({ person, listing: null });
  });
  it('masks each value that does not look like what it should, and every free text', () => {
    expect(standing({ from: 'yesterday', causes: [{ cause: 'no-cause', serial: 7 }], until: true })).toEqual({
      person,
      listing: { from: '***', causes: [{ cause: '***', serial: '***' }], until: '***' },
    });
    const ready = { office: 'office of somebody', heldAfterVisits: true };
    expect(maskPayload('fulfilment.handover', 'DocumentReady', ready)).toEqual({
      office: '***',
      heldAfterVisits: true,
    });
    const visit = { visit: 3, refusals: 13_912_345_678 };
    expect(maskPayload('fulfilment.handover', 'VisitRecorded', visit)).toEqual({ visit: 3, refusals: '***' });
  });
  it('of an unknown event or topic shows names of fields alone', () => {
    for (const [topic, type] of [
      ['fulfilment.handover', 'NeverHeardOf'],
      ['no.topic', 'HandoverOpened'],
      ['fulfilment.handover', null],
    ] as const) {
      expect(maskPayload(topic, type, { handoverId: person, a: [1, true, null], 张三: 1, A1: 2 })).toEqual({
        ...{ handoverId: '***', a: ['***', '***', null] },
        ...{ '*** 3': '***', '*** 4': '***' },
      });
    }
    expect(
      maskPayload('fulfilment.handover', 'HandoverOpened', JSON.parse('{"__proto__": {"at": 1}}')),
    ).toEqual({
      '*** 1': { at: '***' },
    });
  });
});

describe('a text', () => {
  it.each([
    ['id 130102199003078515.', 'id ***.'],
    ['130102900307851', '***'],
    ['tel:+86 139-1234-5678', 'tel:***'],
    ['id_130102199003078515', 'id_***'],
    ['冀A12345 stands', '*** stands'],
    ['of "Zhang San"', 'of "***"'],
    ['no 张三 here', 'no *** here'],
    ['visit 3 of 5, 2026-01-05', 'visit 3 of 5, 2026-01-05'],
  ])('%s → %s', (text, masked) => expect(maskText(text)).toBe(masked));

  it('of the staff keeps its words', () => {
    expect(maskNumbers('重复：冀A12345，13912345678')).toBe('重复：***，***');
  });
});

it('a name is shown when it is one of ours by its looks', () => {
  expect(['HandoverOpened', 'Zhang San', '13912345678', 'Zhang', null].map(maskType)).toEqual([
    ...['HandoverOpened', '***', '***', '***', null],
  ]);
  const ids = [
    '5e7f3c1a-0000-4000-8000-000000000000',
    'fulfilment.handover/3/12/1767574800000',
    '130102199003078515',
  ];
  expect(ids.map(maskId)).toEqual([ids[0], ids[1], '***']);
  const letter = { cause: 'unknown-type', detail: '张三 is no event of x.y', type: '张三', topic: 'x.y' };
  expect(maskDetail(letter)).toBe('*** is no event of x.y');
});
