import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { type Business, businesses } from '@open122/catalogue';
import { type Day, dayOf, type Province } from '@open122/contracts';
import { Allow, anyone, CurrentLanguage, Describe, type Language } from '@open122/http';
import { Clock, PROVINCE } from '@open122/service';

class ServiceView {
  @ApiProperty({ type: String, description: 'the business' })
  id!: string;

  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ type: String, enum: ['licence', 'vehicle'] })
  owner!: string;

  @ApiProperty({ type: String, enum: ['online', 'window'], description: 'the assurance level it needs' })
  level!: string;

  @ApiProperty({ type: [String], enum: ['post', 'pickup'] })
  delivery!: readonly string[];

  @ApiProperty({ type: String, format: 'date' })
  opensOn!: string;

  @ApiProperty({ type: 'integer', description: 'without postage, today' })
  feeFen!: number;

  @ApiProperty({ type: [String], description: 'what is given back in the same visit' })
  returns!: readonly string[];
}

class ServicesView {
  @ApiProperty({ type: [ServiceView] })
  items!: ServiceView[];
}

@ApiTags('services')
@Controller('v1/services')
export class ListServicesController {
  constructor(
    @Inject(PROVINCE) private readonly province: Province,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Allow(anyone())
  @Describe('查看可办业务', 'Lists what can be applied for')
  @ApiOkResponse({ type: ServicesView })
  list(@CurrentLanguage() language: Language): ServicesView {
    const today = dayOf(this.clock.now());
    return { items: businesses.map((business) => this.view(business, language, today)) };
  }

  private view(business: Business, language: Language, today: Day): ServiceView {
    const { parameters } = this.province;
    const { id, name, owner, level, delivery, returns } = business;
    return {
      id,
      name: language === 'en' ? name.en : name.zh,
      owner,
      level,
      delivery,
      opensOn: business.opens(parameters),
      feeFen: business.fee(parameters, today),
      returns,
    };
  }
}
