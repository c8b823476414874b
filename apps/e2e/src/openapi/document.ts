type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema?: Schema;
}

/** An operation as the platform's document has it. */
export interface Operation {
  /** `GET /v1/me`. */
  readonly name: string;
  readonly method: string;
  /** With its `{…}`. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
}

interface Document {
  readonly 'x-missing'?: readonly string[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Partial<Operation>>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The platform's OpenAPI document, as anybody gets it from the gateway. */
export class PlatformDocument {
  readonly operations: readonly Operation[];
  readonly #schemas: Readonly<Record<string, Schema>>;

  private constructor({ paths, components }: Document) {
    this.#schemas = components.schemas;
    this.operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { parameters = [] }]) => ({
        name: `${method.toUpperCase()} ${path}`,
        ...{ method: method.toUpperCase(), path, parameters },
      })),
    );
  }

  /** Waits until no service's part is missing. */
  static async of(gateway: string): Promise<PlatformDocument> {
    for (let tries = 0; tries < 20; tries += 1) {
      const document = (await (await fetch(`${gateway}/openapi.json`)).json()) as Document;
      if (document['x-missing'] === undefined) return new PlatformDocument(document);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    throw new Error('parts of the document are missing');
  }

  /** A schema with what it refers to by name in its place. */
  resolved(schema: Schema): Schema {
    const reference = schema.$ref ?? (schema.allOf as Schema[] | undefined)?.[0]?.$ref;
    if (typeof reference !== 'string') return schema;
    return this.#schemas[reference.replace('#/components/schemas/', '')] ?? {};
  }
}
