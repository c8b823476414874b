import { ApiProperty } from '@nestjs/swagger';
import { inShanghai } from '@open122/contracts';
import type { Language } from '@open122/http';

import { VehicleView, vehicleView } from './vehicle-view';
import type { UsedVehicle } from './vehicle-use.store';

/** A vehicle not in own name, as its user sees it; its owner is not named. */
export class UseView {
  @ApiProperty({ type: String, format: 'uuid' })
  useId!: string;

  @ApiProperty({
    type: String,
    enum: ['asked', 'bound'],
    description: 'asked: the owner has not consented yet',
  })
  state!: 'asked' | 'bound';

  @ApiProperty({ type: VehicleView })
  vehicle!: VehicleView;

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
  const { useId, askedAt, expiresAt, beganAt } = used;
  const vehicle = vehicleView({ ...used, boundAt: beganAt ?? askedAt }, language);
  return beganAt === null
    ? { useId, state: 'asked', vehicle, consentUntil: inShanghai(expiresAt), since: null }
    : { useId, state: 'bound', vehicle, consentUntil: null, since: inShanghai(beganAt) };
}
