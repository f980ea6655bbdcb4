import { ConfigProvider, Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { Otlp, OtlpSerialization } from "effect/observability"
import { readVersion } from "./version.ts"

// OpenTelemetry's own default for each signal; whoever wants one of them not sent says `none`.
const defaults = { OTEL_LOGS_EXPORTER: "otlp", OTEL_METRICS_EXPORTER: "otlp", OTEL_TRACES_EXPORTER: "otlp" }

/**
 * Logs, metrics and traces to an OpenTelemetry collector, as the usual OTEL_* variables say; the logs go to stderr, too. What
 * cannot be sent is logged, and costs no call anything.
 */
export const layerTelemetry = (protocol: "http/json" | "http/protobuf") =>
  Otlp.layerFromConfig({
    resource: { serviceName: "k0rdent-mcp", serviceVersion: readVersion() },
    loggerMergeWithExisting: true
  }).pipe(
    Layer.provide(protocol === "http/json" ? OtlpSerialization.layerJson : OtlpSerialization.layerProtobuf),
    Layer.provide(FetchHttpClient.layer),
    Layer.provide(ConfigProvider.layerAdd(ConfigProvider.fromUnknown(defaults)))
  )
