import { parsePlate, type Plate, type PlateType, wordsOfFormat } from '@open122/contracts';
import { refuseRequest } from '@open122/http';

/** A plate as people type it, normalised. Refuses it at its field. */
export function plateOf(input: string, type: PlateType): Plate {
  const parsed = parsePlate(input, type);
  if (parsed.ok) return parsed.value;
  const { code } = parsed;
  throw refuseRequest.invalid().with({ errors: [{ pointer: '#/plate', code, words: wordsOfFormat(code) }] });
}
