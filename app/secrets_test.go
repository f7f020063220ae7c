package app

import (
	"regexp"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

// Whoever may list the names in Redis finds nothing there that opens a link.
func TestNamesInRedisOpenNothing(t *testing.T) {
	t.Parallel()
	s := newScene(t, "= administrator Ratna")
	s.play("= administrator Ratna\nRatna> /start\nRatna> Indonesia\nRatna> Ratna Dewi\nRatna> /undang\nRatna> Administrator\nCici> halo\n")
	options, err := redis.ParseURL(s.settings.Redis)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	var names []string
	for _, key := range client.Keys(t.Context(), "*").Val() {
		names = append(names, key)
		if client.Type(t.Context(), key).Val() == "zset" {
			names = append(names, client.ZRange(t.Context(), key, 0, -1).Val()...)
		}
	}
	all := strings.Join(names, "\n")
	if !strings.Contains(all, "r:invitation:") {
		t.Fatalf("there is no invitation in %s", all)
	}
	tried := 0
	for _, secret := range regexp.MustCompile(`invitation:\S+`).FindAllString(all, -1) {
		secret = strings.TrimPrefix(secret, "invitation:")
		for _, payload := range []string{secret, strings.TrimPrefix(secret, "h")} {
			tried++
			s.play("Cici> /start i_" + payload + "\nCici> /undang\n")
		}
	}
	if shown := s.screens(); tried == 0 || strings.Contains(shown, "Peran Bapak/Ibu bertambah") {
		t.Errorf("after %d tries: %s", tried, shown)
	}
	s.play("Dodi> (buka undangan)\n")
	if shown := s.out.String(); !strings.Contains(shown, "Peran Bapak/Ibu bertambah") {
		t.Errorf("the link itself opens nothing: %s", shown)
	}
}
