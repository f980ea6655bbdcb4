import { KubeError } from "./KubeError.ts"

/**
 * The kubeconfig, or what it leads to, cannot be used. `message` is a whole sentence, and so is `remedy`, where more can be
 * said than that the kubeconfig is to be mended.
 */
export const configError = (message: string, remedy?: string): KubeError =>
  new KubeError({ reason: "config", message, ...(remedy === undefined ? {} : { remedy }) })
