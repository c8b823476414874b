import { Type } from 'class-transformer';
import { IsIn, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';

import { PageQuery } from '../paging/paging';
import type { Refusal } from '../refusal/refusal';
import { Validation } from './validation';

class Delivery {
  @IsIn(['post', 'pickup'])
  method!: string;
}
class Body {
  @IsString()
  @Matches(/^1\d{10}$/, { context: { code: 'mobile.format', zh: '手机号', en: 'mobile' } })
  mobile!: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => Delivery)
  delivery?: Delivery;
}

const pipe = new Validation();
const refused = async (
  value: unknown,
  type: 'body' | 'query' = 'body',
  metatype: new () => object = Body,
) => {
  const refusal = (await pipe.transform(value, { type, metatype }).then(
    () => undefined,
    (error: unknown) => error,
  )) as Refusal | undefined;
  return { code: refusal?.code, errors: refusal?.errors?.map(({ pointer, code }) => `${pointer} ${code}`) };
};

describe('the HTTP door', () => {
  it('names every wrong field at once, with pointer and code', async () => {
    expect(await refused({ mobile: 'x', delivery: { method: 'bike', 'a/b': 1 }, admin: true })).toEqual({
      code: 'request.invalid',
      errors: [
        '#/admin field.unknown',
        '#/mobile mobile.format',
        '#/delivery/a~1b field.unknown',
        '#/delivery/method field.value',
      ],
    });
  });

  it('tells a missing field from a wrong one', async () => {
    expect((await refused({})).errors).toEqual(['#/mobile field.required']);
    expect((await refused({ mobile: 5 })).errors).toEqual(['#/mobile field.type']);
  });

  it.each([[[]], ['text'], [5], [null], [undefined], [true]])('wants an object, not %j', async (value) => {
    expect(await refused(value)).toEqual({ code: 'request.invalid', errors: ['# field.type'] });
  });

  it('reads a page query with its default and refuses what is out of range or unknown', async () => {
    expect(await pipe.transform({}, { type: 'query', metatype: PageQuery })).toMatchObject({ limit: 20 });
    expect(await pipe.transform({ limit: '7' }, { type: 'query', metatype: PageQuery })).toMatchObject({
      limit: 7,
    });
    expect((await refused({ limit: '101', page: '2' }, 'query', PageQuery)).errors).toEqual([
      '?page field.unknown',
      '?limit field.range',
    ]);
  });
});
