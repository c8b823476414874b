import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiProperty, ApiPropertyOptional, ApiResponse } from '@nestjs/swagger';

/** Schema of a reason in a problem document, one language. */
export class ReasonView {
  @ApiProperty({ type: String, example: 'person.listed' })
  code!: string;

  @ApiProperty({ type: String })
  text!: string;

  @ApiProperty({ type: String, description: 'the article it rests on' })
  basis!: string;

  @ApiProperty({ type: [String] })
  cures!: string[];

  @ApiPropertyOptional({ type: String, format: 'date-time' })
  until?: string;
}

export class FieldErrorView {
  @ApiProperty({ type: String, example: '#/mobile' })
  pointer!: string;

  @ApiProperty({ type: String, example: 'field.format' })
  code!: string;

  @ApiProperty({ type: String })
  detail!: string;
}

/** Schema of every error answer (RFC 9457). */
export class ProblemView {
  @ApiProperty({ type: String, example: 'urn:open122:problem:person.listed' })
  type!: string;

  @ApiProperty({ type: String })
  title!: string;

  @ApiProperty({ type: 'integer' })
  status!: number;

  @ApiProperty({ type: String })
  detail!: string;

  @ApiProperty({ type: String, example: 'person.listed' })
  code!: string;

  @ApiProperty({ type: String })
  instance!: string;

  @ApiProperty({ type: String })
  traceId!: string;

  @ApiPropertyOptional({ type: [ReasonView] })
  reasons?: ReasonView[];

  @ApiPropertyOptional({ type: [FieldErrorView] })
  errors?: FieldErrorView[];
}

const PROBLEM = {
  description: '问题 / Problem (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemView' } } },
};

/** Names an operation in the OpenAPI document, in both languages, and that it may answer with a problem. */
export const Describe = (zh: string, en: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary: zh, description: en }),
    ApiExtension('x-summary-en', en),
    ApiResponse({ status: '4XX', ...PROBLEM }),
    ApiResponse({ status: '5XX', ...PROBLEM }),
  );
