import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Province } from '@open122/contracts';
import { Allow, anyone, CurrentLanguage, Describe, type Language } from '@open122/http';
import { PROVINCE } from '@open122/service';

class WindowView {
  @ApiProperty({ type: String })
  code!: string;

  @ApiProperty({ type: String, enum: ['individual', 'organisation'] })
  kind!: 'individual' | 'organisation';

  @ApiProperty({ type: String, description: 'GB/T 2260' })
  area!: string;

  @ApiProperty({ type: String })
  name!: string;
}

class WindowListView {
  @ApiProperty({ type: [WindowView] })
  items!: WindowView[];
}

/** Where people register who cannot do so online (rules §1). */
@ApiTags('windows')
@Controller('v1/windows')
export class ShowWindowsController {
  constructor(@Inject(PROVINCE) private readonly province: Province) {}

  @Get()
  @Allow(anyone())
  @Describe('服务窗口', 'The windows of the province')
  @ApiOkResponse({ type: WindowListView })
  list(@CurrentLanguage() language: Language): WindowListView {
    const items = this.province.windows.map(({ code, kind, area, name }) => ({
      code,
      kind,
      area,
      name: language === 'en' ? name.en : name.zh,
    }));
    return { items };
  }
}
