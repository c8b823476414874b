import { parsePlate, type Plate, type PlateType } from '@open122/contracts';
import { refuseRequest } from '@open122/http';

/** A plate as people type it, normalised. Refuses it at its field. */
export function plateOf(input: string, type: PlateType): Plate {
  const parsed = parsePlate(input, type);
  if (parsed.ok) return parsed.value;
  const words = { zh: '号牌号码格式不正确。', en: 'This is no plate number of that type.' };
  throw refuseRequest.invalid().with({ errors: [{ pointer: '#/plate', code: parsed.code, words }] });
}
