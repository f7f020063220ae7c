package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// bucketTakes bounds one call of the service; a file has at most 20 MB.
const bucketTakes = time.Minute

// bucket is a place in a bucket of an S3-compatible service.
type bucket struct {
	client *minio.Client
	name   string
	prefix string // before the hashes: "" or "naikkelas/"
}

// OpenBucket prepares a bucket, which must be there:
//
//	https://ACCESS:SECRET@host[:port]/bucket[/prefix][?region=ap-southeast-3]
//
// It does not connect yet, so that a process can start before its storage. The
// first key seals, all of them open: the service never sees what is in a file.
func OpenBucket(address string, secrets [][]byte) (*Storage, error) {
	return openBucket(address, secrets, nil)
}

func openBucket(address string, secrets [][]byte, transport http.RoundTripper) (*Storage, error) {
	if len(secrets) == 0 {
		return nil, errors.New("files: no key to seal with")
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User == nil || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("files: no address of a bucket") // err would show the secret
	}
	name, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	secret, _ := u.User.Password()
	if name == "" || secret == "" {
		return nil, errors.New("files: the address names no bucket or no secret")
	}
	if prefix != "" {
		prefix += "/"
	}
	region := u.Query().Get("region")
	if region == "" {
		region = "us-east-1" // what services without regions take
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(u.User.Username(), secret, ""), Secure: u.Scheme == "https", Region: region, Transport: transport,
	})
	if err != nil {
		return nil, fmt.Errorf("files: prepare the bucket: %w", err)
	}
	return newStorage(&bucket{client, name, prefix}, secrets), nil
}

// Reach tells whether the place answers: a folder always does, once it is open.
func (f *Storage) Reach(ctx context.Context) error {
	b, ok := f.place.(*bucket)
	if !ok {
		return nil
	}
	there, err := b.client.BucketExists(ctx, b.name)
	if err != nil {
		return fmt.Errorf("files: the bucket does not answer: %w", err)
	}
	if !there {
		return errors.New("files: there is no such bucket")
	}
	return nil
}

// bounded is the time that one call may take.
func bounded() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), bucketTakes)
}

// absent turns the service's "no such key" into ErrAbsent.
func absent(err error) error {
	if minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
		return ErrAbsent
	}
	return err
}

func (b *bucket) temp() (*os.File, error) { return os.CreateTemp("", "naikkelas-*") }

// settle uploads a file as one object: it is there whole, or not at all.
func (b *bucket) settle(temp *os.File, hash string) error {
	size, err := temp.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = temp.Seek(0, io.SeekStart)
	}
	if err != nil {
		return fmt.Errorf("files: rewind a file: %w", err)
	}
	ctx, cancel := bounded()
	defer cancel()
	if _, err := b.client.PutObject(ctx, b.name, b.prefix+hash, temp, size, minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true}); err != nil {
		return fmt.Errorf("files: put a file into the bucket: %w", err)
	}
	return nil
}

func (b *bucket) open(hash string) (io.ReadCloser, error) {
	ctx, cancel := bounded()
	object, err := b.client.GetObject(ctx, b.name, b.prefix+hash, minio.GetObjectOptions{})
	if err == nil {
		_, err = object.Stat() // GetObject asks for nothing yet
	}
	if err != nil {
		cancel()
		if err = absent(err); errors.Is(err, ErrAbsent) {
			return nil, err
		}
		return nil, fmt.Errorf("files: get a file from the bucket: %w", err)
	}
	return closing{object, cancel}, nil
}

// closing ends a call's time with its reader.
type closing struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (c closing) Close() error {
	defer c.cancel()
	return c.ReadCloser.Close()
}

func (b *bucket) remove(hash string) error {
	ctx, cancel := bounded()
	defer cancel()
	if err := absent(b.client.RemoveObject(ctx, b.name, b.prefix+hash, minio.RemoveObjectOptions{})); !errors.Is(err, ErrAbsent) {
		return err
	}
	return nil
}

func (b *bucket) walk(ctx context.Context, _ func(string) bool, found func(hash string) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the listing when it is left early
	for object := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix, Recursive: true}) {
		if object.Err != nil {
			return object.Err
		}
		if hash := path.Base(object.Key); object.Key == b.prefix+hash && hashForm.MatchString(hash) {
			if err := found(hash); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

func (b *bucket) binKey(hash, day string) string { return binned + "/" + day + "/" + hash }

// move copies an object by way of this process, which every service allows, and
// removes the old one after that.
func (b *bucket) move(from, to string) error {
	object, err := b.open(from)
	if errors.Is(err, ErrAbsent) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = object.Close() }() // only read from
	temp, err := b.temp()
	if err != nil {
		return fmt.Errorf("files: begin a file: %w", err)
	}
	defer func() { _ = errors.Join(temp.Close(), os.Remove(temp.Name())) }() // a copy that is done with
	if _, err := io.Copy(temp, object); err != nil {
		return fmt.Errorf("files: copy a file: %w", err)
	}
	if err := b.settle(temp, to); err != nil {
		return err
	}
	return b.remove(from)
}

func (b *bucket) bin(hash, day string) error { return b.move(hash, b.binKey(hash, day)) }

func (b *bucket) unbin(hash, day string) error { return b.move(b.binKey(hash, day), hash) }

func (b *bucket) drop(hash, day string) error { return b.remove(b.binKey(hash, day)) }

func (b *bucket) walkBin(ctx context.Context, found func(hash, day string) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the listing when it is left early
	for object := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix + binned + "/", Recursive: true}) {
		if object.Err != nil {
			return object.Err
		}
		hash, day := path.Base(object.Key), path.Base(path.Dir(object.Key))
		if object.Key == b.prefix+b.binKey(hash, day) && hashForm.MatchString(hash) {
			if err := found(hash, day); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

func (b *bucket) openBin(hash, day string) (io.ReadCloser, error) { return b.open(b.binKey(hash, day)) }

// noteMost is more than a note has.
const noteMost = 1000

func (b *bucket) note(name string) (string, error) {
	object, err := b.open(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = object.Close() }() // only read from
	data, err := io.ReadAll(io.LimitReader(object, noteMost))
	if err != nil {
		return "", fmt.Errorf("files: read %s: %w", name, err)
	}
	return strings.TrimSpace(string(data)), nil
}

func (b *bucket) setNote(name, text string) error {
	temp, err := b.temp()
	if err != nil {
		return fmt.Errorf("files: write %s: %w", name, err)
	}
	defer func() { _ = errors.Join(temp.Close(), os.Remove(temp.Name())) }() // a copy that is done with
	if _, err := temp.WriteString(text + "\n"); err != nil {
		return fmt.Errorf("files: write %s: %w", name, err)
	}
	return b.settle(temp, name)
}
