import { KubeError } from "./KubeError.ts"

/** The kubeconfig, or what it leads to, cannot be used. `message` is a whole sentence. */
export const configError = (message: string): KubeError => new KubeError({ reason: "config", message })
