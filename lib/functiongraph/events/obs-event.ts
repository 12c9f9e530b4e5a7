/** What a bucket sends directly. Through EventGrid it looks different: see `EventGridEvent`. */
export interface ObsEvent {
  Records: ObsRecord[];
}

/** One change of an object. */
export interface ObsRecord {
  eventVersion: string;
  eventTime: string;
  requestParameters: { sourceIPAddress: string };
  s3: {
    configurationId: string;
    /** The key is URL-encoded, with a plus sign for a space. */
    object: { eTag: string; sequencer: string; key: string; size: number };
    /** The prefix of the ARN differs from template to template; do not parse it. */
    bucket: { arn: string; name: string; ownerIdentity: { PrincipalId: string } };
  };
  awsRegion: string;
  /** `ObjectCreated:Put`, `Post`, `Copy`, `CompleteMultipartUpload`, `ObjectRemoved:Delete`, `DeleteMarkerCreated`. */
  eventName: string;
  userIdentity: { principalId: string };
}

/** One upload. */
export const OBS_EXAMPLE: ObsEvent = {
  Records: [
    {
      eventVersion: "2.0",
      eventTime: "2026-03-02T07:11:40.000Z",
      requestParameters: { sourceIPAddress: "203.0.113.7" },
      s3: {
        configurationId: "obs-trigger-uploads",
        object: {
          eTag: "d41d8cd98f00b204e9800998ecf8427e",
          sequencer: "00000000160DC4B0A1B2C3D4",
          key: "uploads/my+photo%281%29.png",
          size: 2048,
        },
        bucket: {
          arn: "arn:aws:s3:::shop-uploads",
          name: "shop-uploads",
          ownerIdentity: { PrincipalId: "a0b1c2d3e4f5061728394a5b6c7d8e9f" },
        },
      },
      awsRegion: "eu-west-101",
      eventName: "ObjectCreated:Put",
      userIdentity: { principalId: "a0b1c2d3e4f5061728394a5b6c7d8e9f" },
    },
  ],
};
