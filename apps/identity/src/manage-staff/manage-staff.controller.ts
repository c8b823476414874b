import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import type { OwnerService } from '@open122/contracts';
import {
  Allow,
  Command,
  type CommandRequest,
  CurrentPrincipal,
  decodeCursor,
  Describe,
  DocumentFields,
  IsName,
  PageQuery,
  type Principal,
  principalStaff,
  staff,
  STAFF_ROLES,
  type StaffRole,
} from '@open122/http';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';

import { isUuid } from '../fields';
import { refuse } from '../refusals';
import { ManageStaff } from './manage-staff';
import { AppointedView, StaffPageView } from './staff-views';

class NewStaff {
  @ApiProperty({ type: String, pattern: '^[a-z0-9][a-z0-9._-]{2,31}$' })
  @Matches(/^[a-z0-9][a-z0-9._-]{2,31}$/)
  username!: string;

  @IsName()
  name!: string;

  @ApiProperty({ enum: STAFF_ROLES })
  @IsIn(STAFF_ROLES)
  role!: StaffRole;

  @ApiPropertyOptional({ type: String, description: 'code of the clerk’s window' })
  @IsOptional()
  @IsString()
  window?: string;

  @ApiPropertyOptional({ enum: ['licence', 'vehicle'], description: 'the operator’s owner service' })
  @IsOptional()
  @IsIn(['licence', 'vehicle'])
  owner?: OwnerService;

  @ApiPropertyOptional({
    type: DocumentFields,
    description: 'a clerk’s own, so that he cannot act on himself',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => DocumentFields)
  document?: DocumentFields;
}

@ApiTags('staff')
@Controller('v1/ops/staff')
export class ManageStaffController {
  constructor(private readonly manageStaff: ManageStaff) {}

  @Post()
  @Allow(staff('administrator'))
  @Describe('新增工作人员', 'Appoint a member of staff; password and TOTP secret are shown once')
  @ApiCreatedResponse({ type: AppointedView })
  async appoint(@Command() command: CommandRequest, @Body() given: NewStaff): Promise<AppointedView> {
    const { username, name, role, window = null, owner = null, document } = given;
    return this.manageStaff.appoint(command, {
      username,
      name,
      role,
      window,
      owner,
      document: document ?? null,
    });
  }

  @Get()
  @Allow(staff('auditor', 'administrator'))
  @Describe('工作人员列表', 'The members of staff by user name')
  @ApiOkResponse({ type: StaffPageView })
  async list(@Query() { limit, cursor }: PageQuery): Promise<StaffPageView> {
    const [after = null] = decodeCursor(cursor, 1) ?? [];
    return this.manageStaff.list(after === null ? null : String(after), limit);
  }

  @Delete(':staffId')
  @HttpCode(204)
  @Allow(staff('administrator'))
  @Describe('停用工作人员', 'End a member of staff and his sessions')
  @ApiNoContentResponse()
  async end(@CurrentPrincipal() principal: Principal, @Param('staffId') staffId: string): Promise<void> {
    if (!isUuid(staffId)) throw refuse.staffUnknown();
    await this.manageStaff.end(principalStaff(principal), staffId);
  }
}
