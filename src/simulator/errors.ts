import { Schema } from "effect"

/**
 * Why the simulator cannot start.
 *
 * - `port`: the port cannot be listened on
 * - `recording`: a recording cannot be read, or holds a line that is not a watch event
 */
export class SimulatorError extends Schema.TaggedError<SimulatorError>()("SimulatorError", {
  reason: Schema.Literals(["port", "recording"]),
  message: Schema.String
}) {}
