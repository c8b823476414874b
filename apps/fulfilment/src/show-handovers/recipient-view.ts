import { ApiProperty } from '@nestjs/swagger';
import type { PersonRef } from '@open122/contracts';
import type { ResolvedAddress, ResolvedPerson } from '@open122/http';

class DocumentView {
  @ApiProperty({ type: String, example: 'resident-id' })
  type!: string;

  @ApiProperty({ type: String, description: 'masked' })
  number!: string;
}

class RecipientPersonView implements ResolvedPerson {
  @ApiProperty({ type: String, description: 'reference' })
  person!: PersonRef;

  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ type: DocumentView })
  document!: DocumentView;

  @ApiProperty({ type: String, nullable: true })
  mobile!: string | null;
}

class RecipientAddressView implements ResolvedAddress {
  @ApiProperty({ type: String, format: 'uuid' })
  addressRef!: string;

  @ApiProperty({ type: String, description: 'reference' })
  person!: PersonRef;

  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ type: String })
  mobile!: string;

  @ApiProperty({ type: String, description: 'GB/T 2260' })
  area!: string;

  @ApiProperty({ type: String })
  line!: string;
}

/** The recipient as identity knows him, read for a purpose. */
export class RecipientView {
  @ApiProperty({ type: RecipientPersonView, nullable: true })
  person!: RecipientPersonView | null;

  @ApiProperty({ type: RecipientAddressView, nullable: true, description: 'null: it is fetched' })
  address!: RecipientAddressView | null;
}
