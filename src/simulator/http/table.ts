import type { StoredObject } from "../store/objects.ts"
import type { ApiResource } from "../store/resources.ts"
import { columnsOf } from "./columns.ts"
import type { ListOptions } from "./listOptions.ts"

/** Server-side printing: what kubectl shows. `columns: false` leaves out their definitions, as a watch does after its first event. */
export const tableOf = (
  resource: ApiResource,
  objects: ReadonlyArray<StoredObject>,
  options: {
    readonly now: number
    readonly include: ListOptions["includeObject"]
    readonly metadata: { readonly [key: string]: unknown }
    readonly columns?: boolean
  }
) => {
  const columns = columnsOf(resource)
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: options.metadata,
    columnDefinitions:
      options.columns === false
        ? null
        : columns.map(({ name, type, description, priority }) => ({
            name,
            type,
            format: name === "Name" ? "name" : "",
            description,
            priority
          })),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.cell(object, options.now)),
      object:
        options.include === "None"
          ? null
          : options.include === "Object"
            ? resource.view(object)
            : { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata }
    }))
  }
}
