//! The crate oci-client at work: each command is one call of it, and prints what came of that.
//!
//! push REFERENCE CONFIG LAYER...
//! pull REFERENCE FOLDER              writes "config", and the layers under their digests
//! tags REFERENCE                     a line each
//! digest REFERENCE
//! part REFERENCE OFFSET LENGTH FILE  of the first layer
//! referrers REFERENCE TYPE           the digest of each, a line each
//!
//! OCI_USER and OCI_PASSWORD, OCI_PROTOCOL (http or https), OCI_CERTIFICATE (a PEM file to trust),
//! OCI_PUSH (chunked or whole).
use oci_client::client::{
    BlobResponse, Certificate, CertificateEncoding, ClientConfig, ClientProtocol, Config, ImageLayer,
};
use oci_client::manifest::{IMAGE_CONFIG_MEDIA_TYPE, IMAGE_LAYER_GZIP_MEDIA_TYPE};
use oci_client::secrets::RegistryAuth;
use oci_client::{Client, Reference, RegistryOperation};
use std::error::Error;
use std::{env, fs};

type Outcome = Result<(), Box<dyn Error>>;

fn client() -> Result<Client, Box<dyn Error>> {
    let mut config = ClientConfig {
        use_monolithic_push: env::var("OCI_PUSH").as_deref() == Ok("whole"),
        ..Default::default()
    };
    if env::var("OCI_PROTOCOL").as_deref() == Ok("http") {
        config.protocol = ClientProtocol::Http;
    }
    if let Ok(file) = env::var("OCI_CERTIFICATE") {
        let data = fs::read(file)?;
        config.extra_root_certificates = vec![Certificate { encoding: CertificateEncoding::Pem, data }];
    }
    Ok(Client::new(config))
}

fn login() -> RegistryAuth {
    match (env::var("OCI_USER"), env::var("OCI_PASSWORD")) {
        (Ok(user), Ok(password)) => RegistryAuth::Basic(user, password),
        _ => RegistryAuth::Anonymous,
    }
}

async fn push(client: &Client, image: &Reference, config: &str, layers: &[String]) -> Outcome {
    let mut contents = Vec::new();
    for layer in layers {
        contents.push(ImageLayer::new(fs::read(layer)?, IMAGE_LAYER_GZIP_MEDIA_TYPE.to_string(), None));
    }
    let config = Config::new(fs::read(config)?, IMAGE_CONFIG_MEDIA_TYPE.to_string(), None);
    client.push(image, &contents, config, &login(), None).await?;
    Ok(())
}

async fn pull(client: &Client, image: &Reference, folder: &str) -> Outcome {
    let pulled = client.pull(image, &login(), vec![IMAGE_LAYER_GZIP_MEDIA_TYPE]).await?;
    fs::create_dir(folder)?;
    fs::write(format!("{folder}/config"), &pulled.config.data)?;
    for layer in &pulled.layers {
        fs::write(format!("{folder}/{}", layer.sha256_digest()), &layer.data)?;
    }
    Ok(())
}

async fn part(client: &Client, image: &Reference, offset: u64, length: u64, file: &str) -> Outcome {
    use futures_util::TryStreamExt;
    client.auth(image, &login(), RegistryOperation::Pull).await?;
    let (manifest, _) = client.pull_image_manifest(image, &login()).await?;
    let answer =
        client.pull_blob_stream_partial(image, &manifest.layers[0], offset, Some(length)).await?;
    let BlobResponse::Partial(answer) = answer else { return Err("the whole blob came".into()) };
    let chunks: Vec<_> = answer.stream.try_collect().await?;
    fs::write(file, chunks.concat())?;
    Ok(())
}

async fn referrers(client: &Client, image: &Reference, artifact_type: &str) -> Outcome {
    client.auth(image, &login(), RegistryOperation::Pull).await?;
    for found in client.pull_referrers(image, Some(artifact_type)).await?.manifests {
        println!("{}", found.digest);
    }
    Ok(())
}

async fn run(arguments: &[String]) -> Outcome {
    let client = client()?;
    let [command, reference, rest @ ..] = arguments else { return Err("see the source".into()) };
    let image: Reference = reference.parse()?;
    match (command.as_str(), rest) {
        ("push", [config, layers @ ..]) => push(&client, &image, config, layers).await,
        ("pull", [folder]) => pull(&client, &image, folder).await,
        ("part", [offset, length, file]) => {
            part(&client, &image, offset.parse()?, length.parse()?, file).await
        }
        ("referrers", [artifact_type]) => referrers(&client, &image, artifact_type).await,
        ("tags", []) => {
            println!("{}", client.list_tags(&image, &login(), None, None).await?.tags.join("\n"));
            Ok(())
        }
        ("digest", []) => {
            println!("{}", client.fetch_manifest_digest(&image, &login()).await?);
            Ok(())
        }
        _ => Err("see the source".into()),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let Err(error) = run(&arguments).await {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
