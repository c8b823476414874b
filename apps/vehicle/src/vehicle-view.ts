import { ApiProperty } from '@nestjs/swagger';
import {
  inShanghai,
  PLATE_TYPES,
  plateTypeWords,
  VEHICLE_STATUS,
  type VehicleStatus,
  vehicleStatusWords,
} from '@open122/contracts';
import type { Language } from '@open122/http';

import type { BoundVehicle } from './vehicle';

export class VehicleStatusView {
  @ApiProperty({ type: String, enum: VEHICLE_STATUS })
  letter!: VehicleStatus;

  @ApiProperty({ type: String })
  text!: string;
}

/** A bound vehicle as whoever bound it sees it; nothing here names anybody. */
export class VehicleView {
  @ApiProperty({ type: String, format: 'uuid' })
  vehicleId!: string;

  @ApiProperty({ type: String, example: '冀A12345' })
  plate!: string;

  @ApiProperty({ type: String, enum: PLATE_TYPES })
  plateType!: string;

  @ApiProperty({ type: String })
  plateTypeText!: string;

  @ApiProperty({ type: String, example: 'K33' })
  vehicleType!: string;

  @ApiProperty({ type: String, description: 'last six characters', example: '042788' })
  vinEnd!: string;

  @ApiProperty({ type: [VehicleStatusView] })
  status!: VehicleStatusView[];

  @ApiProperty({ type: String, format: 'date' })
  registeredOn!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  inspectionValidUntil!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  insuranceValidUntil!: string | null;

  @ApiProperty({ type: String })
  issuingAuthority!: string;

  @ApiProperty({ type: 'integer' })
  permitIssueNo!: number;

  @ApiProperty({ type: 'integer' })
  plateIssueNo!: number;

  @ApiProperty({ type: String, format: 'date-time' })
  boundAt!: string;

  @ApiProperty({ type: Boolean, description: 'false: not in own name, bound with the owner’s consent' })
  own!: boolean;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'of the use, when it is not own',
  })
  useId!: string | null;
}

export const vehicleView = (vehicle: BoundVehicle, language: Language): VehicleView => {
  const tongue = language === 'en' ? 'en' : 'zh';
  return {
    vehicleId: vehicle.vehicleId,
    plate: vehicle.plate,
    plateType: vehicle.plateType,
    plateTypeText: plateTypeWords[vehicle.plateType][tongue],
    vehicleType: vehicle.vehicleType,
    vinEnd: vehicle.vin.slice(-6),
    status: vehicle.status.map((letter) => ({ letter, text: vehicleStatusWords[letter][tongue] })),
    registeredOn: vehicle.registeredOn,
    inspectionValidUntil: vehicle.inspectionValidUntil,
    insuranceValidUntil: vehicle.insuranceValidUntil,
    issuingAuthority: vehicle.issuingAuthority,
    permitIssueNo: vehicle.permitIssueNo,
    plateIssueNo: vehicle.plateIssueNo,
    boundAt: inShanghai(vehicle.boundAt),
    own: vehicle.useId === null,
    useId: vehicle.useId,
  };
};
