import { Validation } from '../problem/validation';
import type { Refusal } from '../refusal/refusal';
import { DocumentFields, IsDocument } from './person-fields';

class Shown {
  @IsDocument()
  document!: DocumentFields;
}

const refused = async (document: unknown): Promise<string | undefined> => {
  const given = new Validation().transform({ document }, { type: 'body', metatype: Shown });
  const refusal = (await given.then(
    () => undefined,
    (error: unknown) => error,
  )) as Refusal | undefined;
  return refusal?.errors?.[0]?.pointer;
};

test.each([[[]], [[[[]]]], [[{ type: 'passport', number: 'E1' }]], [null], ['passport'], [7]])(
  'a document is an object: %j is refused at its field',
  async (document) => expect(await refused(document)).toMatch(/^#\/document/),
);

test('one that has type and number passes', async () => {
  expect(await refused({ type: 'passport', number: 'E10000001' })).toBeUndefined();
});
