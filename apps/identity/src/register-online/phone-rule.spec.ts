import { isOnFile } from './phone-rule';

const record = (source: string, name = '阿卜杜拉·买买提', mobile: string | null = '13800000001') => ({
  ...{ source, name, mobile, deleted: false },
});
const given = { name: '阿卜杜拉·买买提', mobile: '13800000001' };

test.each([
  ['a licence', [record('licence:130100000001')], true],
  ['a vehicle', [record('vehicle:1M8GDM9AXKP042788')], true],
  ['one of several records', [record('licence:1', '别人'), record('vehicle:2')], true],
  ['nothing on file', [], false],
  ['another number', [record('licence:1', given.name, '13800000002')], false],
  ['no number', [record('licence:1', given.name, null)], false],
  ['another name', [record('licence:1', '别人')], false],
  [
    'name and number of different records',
    [record('licence:1', '别人'), record('vehicle:2', given.name, null)],
    false,
  ],
  ['a school’s pre-entry of a learner', [record('learner:1')], true],
  ['a dealer’s record of a new vehicle', [record('new-vehicle:1M8GDM9AXKP042788')], true],
  ['a record that has left the register', [{ ...record('licence:1'), deleted: true }], false],
  ['what an organisation’s agent was entered with', [record('agent:1')], false],
  ['what a window was told', [record('window:1')], false],
  ['what we keep of staff', [record('staff:1')], false],
])('%s', (_title, records, allowed) => expect(isOnFile(records, given)).toBe(allowed));

test.each(['阿卜杜拉•买买提', '阿卜杜拉・买买提', '阿卜杜拉 买买提', '阿卜杜拉．买买提', '阿卜杜拉买买提'])(
  '%s is another spelling of the same name',
  (name) => expect(isOnFile([record('licence:1')], { ...given, name })).toBe(true),
);
