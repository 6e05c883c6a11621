// A client as its author would write it: all of its types are generated from the
// document, so that it does not compile when an operation, a parameter or a
// property is not as it is described.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

declare const process: { argv: string[] };

const [baseUrl, key] = process.argv.slice(2) as [string, string];
// Lists come in other forms too; this client takes JSON.
const client = createClient<paths, "application/json" | "application/problem+json">({ baseUrl, headers: { "x-api-key": key } });

function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

// A list, filtered, by all of its pages.
const usable: components["schemas"]["Listing"][] = [];
let cursor: string | undefined;
do {
  const { data, response } = await client.GET("/v1/listings", {
    params: {
      query: {
        device_class: ["bess"],
        "bess.capacity__gte": 5,
        status__not: ["withdrawn"],
        sort: ["-bess.capacity"],
        facets: ["status"],
        limit: 1,
        ...(cursor === undefined ? {} : { cursor }),
      },
    },
  });
  check(data !== undefined, `a list is answered with ${response.status}`);
  check((data.meta.facets?.["status"]?.length ?? 0) > 0, "there are no facets");
  usable.push(...data.data);
  cursor = data.links.next === null ? undefined : new URL(data.links.next, baseUrl).searchParams.get("cursor") ?? undefined;
} while (cursor !== undefined);
const capacities = usable.map((listing) => listing.device_classes.bess?.capacity);
check(capacities.join() === "13.5,5", `the capacities are ${capacities.join()}`);

// One record, and one that is not there.
const one = await client.GET("/v1/listings/{manufacturer}/{id}", { params: { path: { manufacturer: "tesla", id: "powerwall-2" } } });
check(one.data?.model === "Powerwall 2" && one.data.listed_until === null, `the record is ${JSON.stringify(one.data)}`);
const none = await client.GET("/v1/listings/{manufacturer}/{id}", { params: { path: { manufacturer: "tesla", id: "powerwal-2" } } });
check(none.error?.status === 404 && none.error.suggestion === "/v1/listings/tesla/powerwall-2", `the error is ${JSON.stringify(none.error)}`);

// A check of many products.
const checked = await client.POST("/v1/check", { body: [{ manufacturer: "tesla", model: "powerwall 2" }, { brand: "GoodWe", model: "GW5000" }] });
const [first, second] = checked.data?.data ?? [];
check(first?.match === "exact" && first.listed, `the first is ${JSON.stringify(first)}`);
check(second?.match === "none" && second.near_misses.length > 0, `the second is ${JSON.stringify(second)}`);

// What the types forbid is refused by the server too.
const wrong = await client.GET("/v1/listings", {
  // @ts-expect-error: there is no such status
  params: { query: { status: ["activ"] } },
});
check(wrong.error?.problems?.[0]?.suggestion === "active", `the error is ${JSON.stringify(wrong.error)}`);

console.log("as described");
