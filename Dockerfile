# The program and the Node.js it runs on, and nothing else: no shell, no package manager, nobody is root, nothing is written.
FROM node:24-trixie-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM gcr.io/distroless/cc-debian13:nonroot
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /build/dist/bin /app/dist/bin
COPY --from=build /build/dist/THIRD-PARTY.txt /build/LICENSE /build/package.json /app/
USER 65532:65532
WORKDIR /app
ENV NODE_ENV=production
EXPOSE 8080 9090
ENTRYPOINT ["/usr/local/bin/node", "/app/dist/bin/k0rdent-mcp.mjs"]
CMD ["serve"]
