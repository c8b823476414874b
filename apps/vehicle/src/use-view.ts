import { ApiProperty } from '@nestjs/swagger';
import { inShanghai, PLATE_TYPES, plateTypeWords } from '@open122/contracts';
import type { Language } from '@open122/http';

import type { UsedVehicle } from './vehicle-use.store';

/** No more than who asks for it has entered himself: before the owner's consent nothing is told of the vehicle. */
export class NamedVehicleView {
  @ApiProperty({ type: String, format: 'uuid' })
  vehicleId!: string;

  @ApiProperty({ type: String, example: '冀A12345' })
  plate!: string;

  @ApiProperty({ type: String, enum: PLATE_TYPES })
  plateType!: string;

  @ApiProperty({ type: String })
  plateTypeText!: string;

  @ApiProperty({ type: String, description: 'last six characters', example: '042788' })
  vinEnd!: string;
}

/** A vehicle not in own name, as its user sees it; its owner is not named. Once bound it is among his vehicles. */
export class UseView {
  @ApiProperty({ type: String, format: 'uuid' })
  useId!: string;

  @ApiProperty({
    type: String,
    enum: ['asked', 'bound'],
    description: 'asked: the owner has not consented yet',
  })
  state!: 'asked' | 'bound';

  @ApiProperty({ type: NamedVehicleView })
  vehicle!: NamedVehicleView;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'until when the owner may consent',
  })
  consentUntil!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'only later violations may be handled',
  })
  since!: string | null;
}

export function useView(used: UsedVehicle, language: Language): UseView {
  const { useId, vehicleId, plate, plateType, vin, expiresAt, beganAt } = used;
  const plateTypeText = plateTypeWords[plateType][language === 'en' ? 'en' : 'zh'];
  const vehicle = { vehicleId, plate, plateType, plateTypeText, vinEnd: vin.slice(-6) };
  return beganAt === null
    ? { useId, state: 'asked', vehicle, consentUntil: inShanghai(expiresAt), since: null }
    : { useId, state: 'bound', vehicle, consentUntil: null, since: inShanghai(beganAt) };
}
