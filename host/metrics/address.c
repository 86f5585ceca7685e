#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "host/metrics/address.h"

#include <ctype.h>
#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct place {
  char host[64], port[8];
};

static bool is_port(const char *text) {
  unsigned number = 0, digits = 0;
  for (; isdigit((unsigned char)text[digits]) && digits < 6; digits++)
    number = 10 * number + (unsigned)(text[digits] - '0');
  return digits && !text[digits] && number <= 65535;
}

/* PORT, :PORT, ADDRESS:PORT or [ADDRESS]:PORT. */
static bool split(const char *address, struct place *place) {
  const char *colon = strrchr(address, ':'), *port = colon ? colon + 1 : address;
  size_t length = colon ? (size_t)(colon - address) : 0;
  bool bracketed = length >= 2 && address[0] == '[' && address[length - 1] == ']';
  if (!is_port(port) || length >= sizeof place->host)
    return false;
  snprintf(place->port, sizeof place->port, "%s", port);
  if (!length)
    snprintf(place->host, sizeof place->host, "127.0.0.1");
  else if (bracketed)
    snprintf(place->host, sizeof place->host, "%.*s", (int)length - 2, address + 1);
  else
    snprintf(place->host, sizeof place->host, "%.*s", (int)length, address);
  return bracketed ||
         !strchr(place->host, ':'); /* an IPv6 address without brackets has no clear end */
}

static enum pm_status listen_on(const struct addrinfo *info, const char *address, int *listener,
                                struct pm_error *error) {
  const int yes = 1;
  int s = socket(info->ai_family, info->ai_socktype | SOCK_CLOEXEC, info->ai_protocol);
  if (s >= 0 && setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
      bind(s, info->ai_addr, info->ai_addrlen) == 0 && listen(s, 16) == 0) {
    *listener = s;
    return PM_OK;
  }
  int reason = errno;
  if (s >= 0)
    close(s);
  return pm_fail(error, PM_IO, "metrics cannot be served on %s: %s; choose another port or address",
                 address, strerror(reason));
}

/* The port is asked for: with 0 the system chose it. */
static void write_url(int listener, char *url, size_t url_bytes) {
  struct sockaddr_storage bound;
  socklen_t length = sizeof bound;
  char host[NI_MAXHOST] = "?", port[NI_MAXSERV] = "?";
  if (getsockname(listener, (struct sockaddr *)&bound, &length) == 0)
    getnameinfo((struct sockaddr *)&bound, length, host, sizeof host, port, sizeof port,
                NI_NUMERICHOST | NI_NUMERICSERV);
  snprintf(url, url_bytes,
           strchr(host, ':') ? "http://[%.100s]:%s/metrics" : "http://%.100s:%s/metrics", host,
           port);
}

enum pm_status pm_address_listen(const char *address, int *listener, char *url, size_t url_bytes,
                                 struct pm_error *error) {
  const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                                 .ai_family = AF_UNSPEC,
                                 .ai_socktype = SOCK_STREAM};
  struct place place;
  struct addrinfo *info = NULL;
  if (!split(address, &place) || getaddrinfo(place.host, place.port, &hints, &info) != 0)
    return pm_fail(
        error, PM_USAGE,
        "'%s' is no place to listen on; give PORT, which this machine alone can reach, or a "
        "numeric ADDRESS:PORT, as in 0.0.0.0:9464 or [::1]:9464",
        address);
  enum pm_status status = listen_on(info, address, listener, error);
  freeaddrinfo(info);
  if (status == PM_OK)
    write_url(*listener, url, url_bytes);
  return status;
}
