import createFetchClient, { type Client, type ClientOptions } from "openapi-fetch";
import type { components, paths } from "./schema";

export type ApiClient = Client<paths>;
export type Schemas = components["schemas"];

/** A client of the website API; `baseUrl` is its origin, such as `https://cms.example.com`. */
export function createClient(
  baseUrl: string,
  options: Omit<ClientOptions, "baseUrl"> = {},
): ApiClient {
  return createFetchClient<paths>({ ...options, baseUrl });
}

/** Of an answer's possible shapes those that leave nothing out. */
export type Whole<Shape> = Shape extends unknown ? ({} extends Shape ? never : Shape) : never;

/** An object that was asked for without `fields`, so that none of its properties is missing. */
export function whole<Shape>(object: Shape): Whole<Shape> {
  return object as Whole<Shape>;
}
