import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { inShanghai } from '@open122/contracts';
import { Allow, Command, type CommandRequest, Describe, staff } from '@open122/http';
import { Clock } from '@open122/service';
import { IsOptional, IsString, MaxLength } from 'class-validator';

import { SandboxOnly } from '../sandbox-only';
import { type Moved, MoveClock } from './move-clock';

class MoveBody {
  @ApiPropertyOptional({ type: String, example: 'P6M1D', description: 'ISO 8601 duration' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  advance?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'RFC 3339' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  to?: string;
}

class ClockView {
  @ApiProperty({ type: String, format: 'date-time' })
  now!: string;

  @ApiProperty({ type: 'integer' })
  offsetMilliseconds!: number;
}

const view = ({ now, offsetMilliseconds }: Moved): ClockView => ({
  now: inShanghai(now),
  offsetMilliseconds,
});

@ApiTags('sandbox')
@Controller('v1/sandbox/clock')
export class MoveClockController {
  constructor(
    private readonly moveClock: MoveClock,
    private readonly clock: Clock,
    private readonly sandbox: SandboxOnly,
  ) {}

  @Get()
  @Allow(staff('administrator'))
  @Describe('查看测试时钟', 'Reads the test clock')
  @ApiOkResponse({ type: ClockView })
  show(): ClockView {
    this.sandbox.check();
    return view({ now: this.clock.now(), offsetMilliseconds: this.clock.offset });
  }

  @Post()
  @HttpCode(200)
  @Allow(staff('administrator'))
  @Describe('拨快测试时钟', 'Moves the test clock forward; answers once the whole platform has caught up')
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  @ApiOkResponse({ type: ClockView })
  async move(@Body() body: MoveBody, @Command('optional') command: CommandRequest): Promise<ClockView> {
    this.sandbox.check();
    return view(await this.moveClock.run(command, body));
  }
}
