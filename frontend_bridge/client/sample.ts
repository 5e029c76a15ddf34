import { createClient, whole, type Schemas } from "./client";

const client = createClient("http://localhost:8000");

export async function shampoos(): Promise<string[]> {
  const { data, error } = await client.GET("/api/v2/products/", {
    params: { query: { category: ["shampoo"], audience: ["SALON"], facets: ["brand"], limit: 12 } },
  });
  if (error) throw new Error(error.errors?.[0]?.message ?? error.message);
  const brands: number | undefined = data.meta.facets?.brand?.length;
  return [`${brands} brands`, ...data.items.map((item) => cardOf(whole(item)))];
}

function cardOf(product: Schemas["ProductPageListItem"]): string {
  const picture = product.gallery[0];
  return `${product.brand.name} ${product.title} ${picture?.sources[0]?.srcset ?? ""}`;
}

export async function pageAt(path: string): Promise<string> {
  const { data } = await client.GET("/api/v2/resolve/", { params: { query: { path } } });
  if (!data) return "404";
  if (data.type === "redirect") return `${data.status} ${data.location}`;
  const page = data.page;
  return "body" in page ? page.body.map(textOf).join("\n") : page.meta.seo.title;
}

function textOf(block: Schemas["AboutPage"]["body"][number]): string {
  switch (block.type) {
    case "picture":
      return block.value.alt;
    case "quote":
      return block.value.text;
    default:
      return block.value;
  }
}

const FORM: Schemas["PartnerLead"] = {
  business_name: "Salon Melati",
  contact_name: "Ibu Contoh",
  phone_whatsapp: "0812-3456-7890",
  city: "Bandung",
  salon_type: "SALON",
  consent: true,
};

/** Returns what to tell the visitor; `key` stays the same until the form has arrived. */
export async function send(form: Schemas["PartnerLead"], key: string): Promise<string> {
  const { data, error } = await client.POST("/api/public/partner-leads/", {
    params: { header: { "Idempotency-Key": key, "Accept-Language": "en" } },
    body: form,
  });
  if (data) return `Thank you! Your reference: ${data.reference}`;
  switch (error.code) {
    case "invalid":
      return error.errors.map(({ field, message }) => `${field}: ${message}`).join("\n");
    case "rate_limited":
    case "unavailable":
      return `${error.detail} ${error.whatsapp_url}`;
    default:
      return `${error.title}. ${error.detail}`;
  }
}

export async function mistakes(): Promise<void> {
  // @ts-expect-error -- there is no such filter value
  await client.GET("/api/v2/products/", { params: { query: { audience: ["CHILDREN"] } } });
  // @ts-expect-error -- a path is required
  await client.GET("/api/v2/resolve/", {});
  const { data } = await client.GET("/api/v2/products/{id}/", { params: { path: { id: 3 } } });
  // @ts-expect-error -- products have no price
  data?.price;
  // @ts-expect-error -- a form without consent is not taken
  await send({ ...FORM, consent: false }, "key");
  // @ts-expect-error -- there is no such field
  await send({ ...FORM, price: 1 }, "key");
}
