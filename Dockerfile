# A static binary and the certificates it trusts; nothing else, nobody's root.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o /naikkelas . && mkdir -m 700 /state && chown 65532:65532 /state

FROM scratch
COPY --from=build /naikkelas /naikkelas
COPY --from=build /src/NOTICES /src/LICENSE /
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build --chown=65532:65532 /state /var/lib/naikkelas
COPY --from=build --chown=65532:65532 /state /var/lib/naikkelas-backup
USER 65532:65532
ENV FILES_DIR=/var/lib/naikkelas/files
VOLUME ["/var/lib/naikkelas", "/var/lib/naikkelas-backup"]
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["/naikkelas"]
CMD ["serve"]
