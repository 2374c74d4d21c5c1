/** A whole number: TypeScript has only `number`, but the schema derived from an interface says `integer`. */
export type Integer = number;
