/** What other programs commonly write otherwise than the standard says, where it is clear what they mean. */
import { hasType, isObject, type Json, setTypes } from './terms'

/** Section 3.3.5: a purpose is of words, or of a resource as this annotation uses it, which is a specific resource. */
function asSpecific(resource: unknown): unknown {
  if (Array.isArray(resource)) {
    const all: unknown[] = resource.map(asSpecific)
    return all.some((one, n) => one !== resource[n]) ? all : resource
  }
  if (!isObject(resource)) return resource
  if (hasType(resource, ...setTypes)) {
    const items = asSpecific(resource['items'])
    return items === resource['items'] ? resource : { ...resource, items }
  }
  const isExternal = 'id' in resource && !['source', 'value', 'items'].some((name) => name in resource)
  if (!isExternal || !('purpose' in resource)) return resource
  const { purpose, ...source } = resource
  return { type: 'SpecificResource', purpose, source }
}

/** The annotation as the standard has it; the same object where nothing is amiss. */
export function setRight(annotation: Json): Json {
  const changed: Json = {}
  for (const name of ['body', 'target']) {
    const value = asSpecific(annotation[name])
    if (value !== annotation[name]) changed[name] = value
  }
  return Object.keys(changed).length === 0 ? annotation : { ...annotation, ...changed }
}
